/** Tests of the command {@code murmur}, run as a process would, in this JVM. */
package io.murmur.jobs.cli;
