"""Who may: users, their passwords and logins, what each sees, and what was done."""
