/** What the tests of the connectors share. */
package io.murmur.flink.testing;
