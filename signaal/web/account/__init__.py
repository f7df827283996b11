"""Getting in and out, the day, the own log, the team's door. Everybody's pages: knows no other room."""
