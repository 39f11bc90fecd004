"""What is asked of a policy as a whole: each question one public function, which commands parse, call and print."""
