package dev.ficus.gateway.migration;

/**
 * MurmurHash3_x86_32 with seed 0 (Austin Appleby, public domain; reference values in the SMHasher
 * suite).
 */
final class Murmur3 {

  private Murmur3() {}

  static int hash32(byte[] data) {
    int hash = 0;
    int blocks = data.length & ~3;
    for (int i = 0; i < blocks; i += 4) {
      int k =
          data[i] & 0xFF
              | (data[i + 1] & 0xFF) << 8
              | (data[i + 2] & 0xFF) << 16
              | data[i + 3] << 24;
      hash = Integer.rotateLeft(hash ^ scramble(k), 13) * 5 + 0xE6546B64;
    }
    int tail = 0;
    for (int i = data.length - 1; i >= blocks; i--) {
      tail = tail << 8 | data[i] & 0xFF;
    }
    hash ^= scramble(tail) ^ data.length;
    hash = (hash ^ hash >>> 16) * 0x85EBCA6B;
    hash = (hash ^ hash >>> 13) * 0xC2B2AE35;
    return hash ^ hash >>> 16;
  }

  private static int scramble(int k) {
    return Integer.rotateLeft(k * 0xCC9E2D51, 15) * 0x1B873593;
  }
}
