/**
 * What lies in the folder {@code k8s}, held to what it talks about: manifests to the schemas of
 * Kubernetes and of Flink's operator, the image to what the build makes, tables and rights to what
 * the jobs ask for, dashboard and alerts to the metrics that a job has, the runbook to the
 * commands.
 */
package io.murmur.k8s;
