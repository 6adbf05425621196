from kontor.demo.mailserver.process import main

main()
