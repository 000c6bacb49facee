package dev.ficus.gateway.admin;

import java.util.List;

/** Keeps the fleet's admin tokens; blocking, so never called on an event loop. */
public interface TokenStore {

  /** By name. */
  List<AdminToken> all();

  /** Adds a token; false if there is one of that name already. */
  boolean add(AdminToken token);

  /** Takes a token out; false if there is none of that name. */
  boolean remove(String name);
}
