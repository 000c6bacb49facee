/**
 * Trials that take long when they are run in full, each in a form that does not: what a class calls
 * its whole trial is run by the system properties that it names.
 */
package dev.ficus.gateway.endurance;
