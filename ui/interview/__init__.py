"""The interview: steps, questions, and what stands beside them."""
