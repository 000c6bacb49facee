package dev.ficus.gateway.springcloud;

import java.util.function.UnaryOperator;
import reactor.netty.http.server.HttpServer;

/** Changes the server of the internal port before it is bound. */
public interface InternalServerCustomizer extends UnaryOperator<HttpServer> {}
