// SPDX-License-Identifier: Apache-2.0

/**
 * Makes the test vectors in {@code sdk-testkit/vectors} and holds the SDK and the JavaScript verifier to them.
 *
 * <p>Enter by {@code Vectors}. Tokens are laid out by {@code Cbor}, {@code Body} and {@code Ask}, from docs/spec/grants.md and
 * apart from the SDK's own encoder, so that they can be wrong. {@code VectorsTest} compares what is made with what is
 * committed; {@code -Dhabeas.vectors.write=true} writes it.
 */
@NullMarked
package health.habeas.testkit.vectors;

import org.jspecify.annotations.NullMarked;
