from mebi_app import main

main()
