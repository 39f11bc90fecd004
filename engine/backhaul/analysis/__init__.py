"""What a policy can and cannot do, for all facts at once: proofs by Z3, and witnesses that the definition confirms."""
