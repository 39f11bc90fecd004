"""What is asked of a policy as a whole: a file for each question, which commands parse, ask and print, and files that several share."""
