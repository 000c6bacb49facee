package dev.ficus.gateway.admin;

import dev.ficus.gateway.audit.AuditLog;
import dev.ficus.gateway.circuit.Circuits;
import dev.ficus.gateway.circuit.FailureLedger;
import dev.ficus.gateway.delivery.Queues;
import dev.ficus.gateway.migration.Cutovers;
import dev.ficus.gateway.migration.Declarations;
import dev.ficus.gateway.migration.EndpointStore;
import dev.ficus.gateway.migration.Fleet;
import dev.ficus.gateway.migration.Routing;
import dev.ficus.gateway.migration.SharedState;
import dev.ficus.gateway.parity.EvidenceGates;
import java.time.Clock;

/** All that the admin API works with; the one bean of the main context that switches it on. */
public record AdminServices(
    ThisInstance self,
    Routing routing,
    SharedState shared,
    Cutovers cutovers,
    Declarations declarations,
    Fleet fleet,
    AuditLog audit,
    Circuits circuits,
    FailureLedger failures,
    Queues queues,
    EvidenceGates gates,
    EndpointStore endpoints,
    RouteFiles files,
    AdminTokens tokens,
    Clock clock) {}
