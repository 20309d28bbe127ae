"""Milvus: finds candidates for those who outgrow one machine."""
