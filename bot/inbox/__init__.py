"""The durable inbox: an update is stored before it is confirmed, and kept until it is answered."""
