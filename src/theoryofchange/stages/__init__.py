"""The four stages: a theory in, a result out. Verbs align, assess, analyze, evolve."""
