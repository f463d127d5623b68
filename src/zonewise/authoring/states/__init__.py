"""All states of the facts as sets, and what a protocol answers in each: what the proof and the comparison rest on."""
