"""What leaves the office: workbook, PDF and their signatures."""
