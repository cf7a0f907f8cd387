// SPDX-License-Identifier: Apache-2.0
/**
 * A verifier of grants that a vendor wrote: it reads tokens with the SDK, and decides by itself. Its tests are what a
 * vendor's first ten minutes with the test kit look like: one class to keep the laws, and a table of planted bugs that
 * shows which law catches what.
 */
@NullMarked
package health.habeas.example.verifier;

import org.jspecify.annotations.NullMarked;
