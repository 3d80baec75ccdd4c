/** What a user of the jobs writes. */
package io.murmur.jobs.example;
