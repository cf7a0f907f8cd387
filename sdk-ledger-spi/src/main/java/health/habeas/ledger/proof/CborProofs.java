// SPDX-License-Identifier: Apache-2.0
package health.habeas.ledger.proof;

import java.util.ArrayList;
import java.util.List;

/**
 * The unprotected header of a receipt: proofs of RFC9162_SHA256 of one kind (RFC 9942, sections 5.2 and 5.3). Nothing in it
 * is signed; the root that it leads to is.
 */
record CborProofs(List<InclusionProof> inclusions, List<ConsistencyProof> consistencies) {
  private static final int PROOFS = 396;
  private static final int INCLUSION = -1;
  private static final int CONSISTENCY = -2;
  private static final int FIELDS = 3;
  private static final int MAX_PROOFS = 16;
  private static final int MAX_PATH = 65;

  CborProofs {
    inclusions = List.copyOf(inclusions);
    consistencies = List.copyOf(consistencies);
    int count = Math.max(inclusions.size(), consistencies.size());
    if (count == 0 || count > MAX_PROOFS || !(inclusions.isEmpty() || consistencies.isEmpty())) {
      throw CborReader.malformed("it has not 1 to " + MAX_PROOFS + " proofs of one kind");
    }
  }

  static CborProofs parse(CborReader reader) {
    List<InclusionProof> inclusions = new ArrayList<>();
    List<ConsistencyProof> consistencies = new ArrayList<>();
    ReceiptHeader.Labels labels = new ReceiptHeader.Labels();
    for (int pairs = reader.map(); pairs > 0; pairs--) {
      if (labels.next(reader) == PROOFS) {
        parseKinds(reader, inclusions, consistencies);
      } else {
        reader.skip();
      }
    }
    return new CborProofs(inclusions, consistencies);
  }

  private static void parseKinds(
      CborReader reader, List<InclusionProof> inclusions, List<ConsistencyProof> consistencies) {
    ReceiptHeader.Labels labels = new ReceiptHeader.Labels();
    for (int pairs = reader.map(); pairs > 0; pairs--) {
      long kind = labels.next(reader);
      if (kind != INCLUSION && kind != CONSISTENCY) {
        throw CborReader.malformed("it has a proof of an unknown kind");
      }
      for (int proofs = reader.array(); proofs > 0; proofs--) {
        CborReader proof = new CborReader(reader.bytes());
        CborReader.check(proof.array() == FIELDS);
        if (kind == INCLUSION) {
          long size = proof.unsigned();
          inclusions.add(new InclusionProof(proof.unsigned(), size, path(proof)));
        } else {
          long from = proof.unsigned();
          consistencies.add(new ConsistencyProof(from, proof.unsigned(), path(proof)));
        }
      }
    }
  }

  private static List<TreeHash> path(CborReader proof) {
    int count = proof.array();
    CborReader.check(count <= MAX_PATH);
    List<TreeHash> path = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] hash = proof.bytes();
      CborReader.check(hash.length == TreeHash.SIZE_BYTES);
      path.add(TreeHash.of(hash));
    }
    proof.end();
    return path;
  }

  void write(CborWriter writer) {
    writer.map(1).integer(PROOFS).map(1).integer(inclusions.isEmpty() ? CONSISTENCY : INCLUSION);
    writer.array(inclusions.size() + consistencies.size());
    inclusions.forEach(proof -> writer.bytes(encoded(proof.size(), proof.index(), proof.path())));
    consistencies.forEach(proof -> writer.bytes(encoded(proof.from(), proof.to(), proof.path())));
  }

  private static byte[] encoded(long first, long second, List<TreeHash> path) {
    CborWriter proof =
        new CborWriter().array(FIELDS).integer(first).integer(second).array(path.size());
    path.forEach(hash -> proof.bytes(hash.bytes()));
    return proof.toBytes();
  }
}
