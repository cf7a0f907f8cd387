// SPDX-License-Identifier: Apache-2.0
package health.habeas.benchmarks;

import java.util.Random;

/**
 * Reed-Solomon as most Java libraries do it, Backblaze's among them: for each pair of an input and an output row, a table
 * of the 256 products of their factor, and a loop over bytes. Inputs are the outer loop, which is their fastest order.
 * Written here, because theirs is not on Maven Central; the factors don't matter for the time. Thread-safe.
 */
final class TablePeer {
  private static final int POLYNOMIAL = 0x11D;

  private final byte[][][] products;

  TablePeer(int inputs, int outputs) {
    Random random = new Random(1);
    products = new byte[inputs][outputs][256];
    for (byte[][] ofInput : products) {
      for (byte[] table : ofInput) {
        int factor = 1 + random.nextInt(255);
        for (int x = 0; x < table.length; x++) {
          table[x] = (byte) product(factor, x);
        }
      }
    }
  }

  void multiply(byte[][] inputs, byte[][] outputs) {
    for (int in = 0; in < inputs.length; in++) {
      for (int out = 0; out < outputs.length; out++) {
        if (in == 0) {
          set(outputs[out], inputs[in], products[in][out]);
        } else {
          add(outputs[out], inputs[in], products[in][out]);
        }
      }
    }
  }

  private static void set(byte[] output, byte[] input, byte[] table) {
    for (int i = 0; i < output.length; i++) {
      output[i] = table[input[i] & 0xff];
    }
  }

  private static void add(byte[] output, byte[] input, byte[] table) {
    for (int i = 0; i < output.length; i++) {
      output[i] ^= table[input[i] & 0xff];
    }
  }

  private static int product(int a, int b) {
    int product = 0;
    for (int bit = 7; bit >= 0; bit--) {
      product <<= 1;
      product ^= (product >>> 8) * POLYNOMIAL;
      product ^= (b >>> bit & 1) * a;
    }
    return product;
  }
}
