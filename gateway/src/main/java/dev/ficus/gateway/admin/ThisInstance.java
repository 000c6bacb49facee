package dev.ficus.gateway.admin;

/**
 * The gateway process that answers.
 *
 * @param id as it reports itself to the fleet
 * @param name host and port, for people
 * @param version of the product
 */
public record ThisInstance(String id, String name, String version) {}
