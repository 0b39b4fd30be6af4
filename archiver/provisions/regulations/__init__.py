"""Which articles of law and guidance a provision touches, and which its text names."""
