module resolver

go 1.26
