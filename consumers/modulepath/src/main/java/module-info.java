// SPDX-License-Identifier: Apache-2.0

/** A vendor's module: it names the SDK's modules, and finds ledger and custody providers by service. */
module health.habeas.consumer {
  requires health.habeas.fhir;
}
