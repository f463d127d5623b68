"""What does one version of a protocol answer otherwise than another, exactly?"""
