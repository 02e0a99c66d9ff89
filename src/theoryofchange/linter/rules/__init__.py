"""One file a rule, in a folder for each subject, named by the defect."""
