"""What the report says first of somebody who exercises."""
