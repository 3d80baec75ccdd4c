/**
 * Servers and faults for tests, in process and on free ports: DynamoDB Local, a server that speaks
 * the Valkey protocol, and a proxy that loses, delays or refuses what passes through it. Published
 * as murmur-core's test-jar, so that other modules and users test against the same things.
 */
package io.murmur.testing;
