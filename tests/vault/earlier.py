"""Sealed bytes (base64) that the first version made, from secrets written in test_formats.py."""

EARLIER = {
    "record": (
        "AV1cOI8+d9TqBkJubHKUNxWNNRZKjAxsCmYylKbv60WNNsXxeBijmgIaVU5c/jGTVb5MNnpiEYJc7d5Elco7mOo4APetEnYB"
        "J1udJ+nvHWROHcE8XXvVVARfybWDMf/X+3FDSyzm09xtyOmcNxTeAWOftuLE/elnMm88ezFcyXX9ZtOYfCl/NgVUmDFpJ8XQ"
        "Xk32QgSWi5BUU4DtleSYuX20w3KehM41nhrE5SIUewYKZTgj19Z8G/29gfHpcRSK8UNpBAywyYm+cyf44Ds9NLcsSqn6g4o3"
        "hHMO+jnAzLyatECXtxfNu6WWfrWT6OKItj+G/BskXa9kk9eD9V1AEq6oNpucv2POPqoCZ5kQjrnF9wqIEkr/xyTrQNk0DxQI"
        "SHcZXvaO6MfA5gfP5hp8D5BHQwCc1Q0nqsPxzpFiWNuzk5NMiEDd6Zj7EOL7YYdkkhT5S3burVV0Bfc0eFQCnX7MmSqbfYnu"
        "IHLJ40cpsTAo6CzbTT69DmMNN1eWzRcu3ZuLVviAoPiMG+/2bZnmMdGNc6q1tuNLmd4VKz2jxcsRFgN10CW2OAZ+8I8R4qxT"
        "eDrVEjeBgKFLwR6DOJIxppyoJPEKCHokzd6FDMugTalBBPLq48P8hJuKUKmbvO7/Rpa/r/MQgxIjTbAWv+EPlFMGIDE8b0x9"
        "1phJeiUfkwQMuyVIEBDLbu8xsPsLsQkla3jRpXgmhUohAOOPTg=="
    ),
    "draft": (
        "AZQ7sfELLaWMJwmQzvJOAtT5E7WVr8qsLyPUAQwgcG9kYnBILCsluhzGpM0hg8NefkOvfoWwabYv6mkvGhOnbWVc4TqApW8X"
        "zJpITvoA47v3acRxRHp2+cST9kdZNXcNGDUBGnhaT3zA0mnE1wgtVy0NmDYbPenbWZthI7l6viyC5ZTgJKlyf1Vro0YGPvxn"
        "lUe1kv3XCH+Q14VqnFeDl79Yr1qX7wHMpn+13S73EXqmX8sdFdnpGXZIKnSCZ/Aj2Ilhmup1RoVEY5wXzZHI1f2RrqmYx5dV"
        "fZ1q14i5x+J88FenltM9RW1ycyH5DD83njp8uxnZEOnge+Zx5h3ONjZixT+QD88le07wUmZPDyTGKezegBKLem8P2q58aYOG"
        "oXsGHG/0Xr+iJ+IStKIk+cFYfnx/L6UbWGdZq9oN1OLAAdEBO4uzFoYrEo4nqMvYJlKmTFeh+COJ4lK0slIuKAjlfCx8qmtL"
        "82Oo8SET7MDm8uSpzrKUPQIxio0ebTwKSQkSoz7UHrIvL+0++umHV5Bm4ws6fQifFRX631i0B4yy4LPCBzo4rnP1ipCy984E"
        "9fA4MeHwXmopBw3LVDt6hj+sBBRROphcrPWdawFBbXvJpSHrDsfSTaaH2Xh5/bl9ho5Zynf06fgKrNQ7t2uiADHWpaSS4YX7"
        "KvDvpQv1LoAqgKb8lqDFNZsGe1MaQxrZB5GQkBqOz6LXHPqs+Z9x6LzN41jEsbWmsW7kQniYw2NSsXYYA1qPUNSom6+Cwh+0"
        "2z4qwMJcPM/xCzPhKX24QE7jtwqzVWWZ2SOh9qtsrI3NtjLF6p2V8Oq300np6kf1x9gxYT2VF7kKJHG4Z2qQIe58XrFP8Lt5"
        "Pzee6vfPUsVuJA1gtCBlhplvF9AlDPOa8h/lBHBm+P3Ah+TFDA63cYQnwcdJEAVVaOH2/ecjcV7JyIUY2QCOfz8FXZEOjCuj"
        "YfMnPNxqrvCy8M4v5CksMXymRXxJEOfbFBY4dPQ7wK1EK76zwJFpGKWG5zmS7HYFBF42Qx+dOGAlveGKVJK9YBMEEU+Ss9Xq"
        "z+rZD7ak9BzoYtDewyy0PWpS0tFHt35JL/6DWwg+QPa4uPnMRyoHEMRBE4JNw5KXXLRxRsbfP6wdqxyJCq9Qf9jKA6drojYD"
        "8eLxrCa9ucF37QyDkwY8TMULM0wdj4te9AkgaJ+rXPV48p9EyLetFEpRgXnkeY4CrtR3gQAqAyb6yRj/gNJAh0Xq9ruMROvj"
        "GdDZAGCsiYFet55qCEiQiCMFXr8eDL5pvtZDQqrJ7XUfy4mjpBqfxXq89UMQWmoylhSsSsh369fqOlFVBm8UoSxJvvqbYLny"
        "2uzJtTOVcgB39OUylCf2SbTGY5MH75vFGmhJMFoq32YaMHHb+suwLy/vxfHRHKq7nGDWrKFGp7wB5ptSdSyh/rULnE+4FPGW"
        "kggc9gzWcMlu6IJY7D9ldMZAP1qXzH284ENvYq6mKlD0HZpf1dtUTSmcyhxVzW7fcNstH8TOYziwdiwdzWVv0NeTp9VAV5V2"
        "HZkPIGgeF8ooXGDENmrJL6z4PmALc3Ca6kHVDrrc8tYOEJIgvvQRRQiZo+t8OJrlfwX7k5ER/wGN1mTiX7YZ74aJc2ufbk8q"
        "kpzDMk1zz33AwRdkkvqjtzKJ1qAigvbsKjSEDA9QonMysQmbj7O1ZAZocy3E5JoU3MLvBMS19REMe+YSSYABj7EMi2TRNmgM"
        "q/kFF0ceVCe5JJKBanSUQBTGBlLwhvAurfbIrS2BPtJVaFf8+odWU8TzQ51UTZxT394IV//PlkM2Sts3KdHvYoeQQtNky4XF"
        "Qa5ADvqDO5x7cFGwrjd6DuZRF4srmRTOMZ99buP/3/3O9QQk1YBzN+tO2U+8JTjAT+NQudqBVWLvtVTyIjvBj23+bYGUed+x"
        "3HlDlmXjDRWp+8jo3gpki+quhwDuDiHnr65251OWXNC42+HioM/velAs1quBUSp2KPCejdKQdpDNfG8qECvBDyWhp5N4u2Sh"
        "TeayixiidjDwpcvpyWyrcj4TWx4dKvKnVgU6rvCUzVSUbXc9yYkO2ZrEtCghM68JSkgLCillTq+0vu1cuOsU+Nx/lOr4eqhg"
        "G1BynFRka+yDhZ/itmJVvasw0OAN2DGtq+94xY7vARnR6CMBp0OaTnmUFiJvKPeFqqTL1/6GW7bq2hB0EobL8vg="
    ),
    "own grant": ("AdPPTZSd67yJUPW0Z4qPSQm69fh6IqGyTCnUTd85zaKuA2tgstFqwWRCHYfl4E9Oqu8kIseGnValhbvd5A=="),
    "shared grant": (
        "AQrvBYrlx5Nnha5Ywlb+qiy6YmXxOYDzQhw3aUXqFiDWagVUlL948b/Rd9UaPMCtlScr2fpIIZZzB57Dj4xsmmaw4xqAX4I6"
        "dd2L4nqk5YDw6NYUGoFrjwwpYMsjUhfpYrFk/5DDsQ6tQCVGPXBuZhlPHJ0H8OpiG4viWdkT3Pm88BrLgafBtngsFHVu4iyl"
        "JrPzV7Jw3Ui99rDHvITNZOwPwPeZHyLL4xhE6hOVAnJ+d6KGT/o/QptprKU6Ke78ftHwfHVtqg9HD7xgIM1MhkU4/C0uZ8TC"
        "TmrIMfLi+Ua6xxbyKBNYcToLf6xv68BFx8nA9wONbCjhD5uyEo6gCzNy1aRVVzp/8kidY/tlflGN7khQ4TycO9zx4Fzlh718"
        "G7aIoVwdx7/mTyhQMHBS9EuKnVYcZpCie38HdA4z89jUSX0qB9CJvNL2cLa85JNLH8YoG6mL+tInk6KcToJf2ocPl1gYIwtT"
        "sD396codNQEayr0NGbktFV5DH9T2pz4vB0z6o7+fNKfecqIjSgN95P/slA2LofKkAE+fExun/SLcjFs2OrHpYr68iDFN3vLq"
        "qFESHojJFrFtyUo6+s34pCErY4rl0MNec9t/X6jf50eFCmdSm7PYhFPDpe+bxT8xZkE5jRYy+V7J+wsfb4EDClsWGHRpONgS"
        "6ss24j22FE8+STs2yN/hsqQKBe8JZbKf5qL2MMKd4Rf90neUV1uFLg+LExi4rO8FaLjYJWMPC1WTFKB4MfIuMwUpq6nJAcvo"
        "4tUprk4B4w0J8faSkJXzFlw8b9gp0qp7YSa8rDz8PhKYtNp2uXSBWr5h/Yu0MM7jZjjWeGxkibCRnUyUFvHn9visQKjS2dqm"
        "EH2QcBp4H3aXi4LBM2I99jKUqxwj+M4VKBiIyBNoPJiZbXFlkC5Ao4xFt/0pypgHB+C9fwiGPwE0faEzCfxqzbDytj5o7WIG"
        "nhrn6UJ1AAEGTFIJbf/yxNS3W4IZZu2DaGkCiO8ofRGe2duO6slmdquPv/6YvK44iVIiyUwWWCYOEBNnO5CkYYnZAlUE2T9M"
        "SrEs73NNx/fo0IhCnNYA8U9eYAgIhFGns+vw9ZocUdVDIBrUVBye5WGYNMHrkuGM+c7Ix8JeEv21o66ZXDGFV9S7wKAHi4Rs"
        "VcE+GwqblZeJ6IOEc2EMIfo2IYSprQV7DMQS4pxR+x3sEn8qmGCEjbIOOAH5uVqYhwPtPBVzwZrm/Zu6I5ONuE9bGLBdSr0i"
        "obHW48GBbbJ2Zl8Wm+eDPyk9d4r335nZj6l9wNNCRFSnKWBhDKUx7Jq7/+YiE/oXl22+J+WwgCc/fe0nxj/IzM3ME/3drnKb"
        "aSFzPngOrWUSxCdTn/gy/0g+m4IFcSKtyH1E7VCPWQbwAJZjCKxkWnBCac8bGdUfLbZKL9Le0MZgne9Kqq0d1r3GHrC4bfkJ"
        "6/OjQMzWVMeEK5x//UzVu6rVD3CYxGVM+dlAhVokswLUF14AfazcuUYBm4RD77w89O7ts1SfPbsjHz96jq2/ccvcJF2S4LgE"
        "9Bdt4q1tU659PMhFz34bsJY="
    ),
    "signature": ("zO6eJ1KEtJ7YVdug5typPM43g6eY+J3W5mrnvUEMqRiD1WKmMQox1jFYNuFyHRJeq1h1VFnAHrojVaINbh39Dw=="),
    "membership": (
        "AYyowweNO3p/OtI7b2XBrlx5HHQVasYWvkjXBul54//6y2Ap4QdoRLtnBV+8rw/o57sNTlxZI58vBTDw3BvZI4C8QabTt/7i"
        "JLgmpQwkv4WyvAUPbeZZ0QAHSu0eOdH8RWbCpulEmxw36lNWp+R2LOQz6nzaRsTtxP8AX0lbaAa7eDGQKxzPl6k9bpnw3R8u"
        "qBYrqSEjt8G7R1+QqaYntZFHsveDaKuVbr56/GC9JrLuWZE1iNSfMzbXFGnHtBH5Zy2jCjiXdwM5GYC6M5jSJzCLN4nG+GiL"
        "nIGplfWu4PgvHzMkjkFIGHLKW5Iqg4eaVCtc34zc4/KE7xiYUVA7qek21ztyGpZDq9UhUbICkp2rbWjIiWoDngoIwyyeq6Z+"
        "eefataicLRr9XBT1rHkor7wNNbq3B4IcanvfYV2Px3QGsQ6SA1IQBfQynokJjrBgsXkfpWU0/B/0GI1FwpO+sfdU5wZOXDz2"
        "adablUv40dAKehUPsmbDoL2m0nTs5L5aVYz2UnZMPucwDTjArNz46G4D8LM82ai17DCoO288LPtmyKN3857LSiNhpgfzaPNS"
        "8SQKjQz6wEJ8p6y7QSXwsw74rukbpfnXusz9klPB5BBqELc+FlbO8pE2havM8wiURtb9501ltySj2fG3QNlBLNFpHqCLmsSC"
        "PKlle87i3VW+B8vk7giEy2KFAFgX910fkxuTUuv02m6Qx3uCqgb720CWhVZp0gcmQ2T2b6rf8zziisxQEPKLSaEgikV4ASG8"
        "IgA+0Ie4xxLTCU2Ttmz/710AivuQOsNbNqu2NczXV138w1zZtJojJlnsGe3Rssqb2psIOk2d8QgqpADxiRxrHJgOL71rMgfA"
        "0t/d9c5rK+G5VAk7JaQchA3WKc/qF09RN2XeOfbPxDaaLmGJJRmxmR8Ge4qawkNaP8kKdbg23T8X3csDMtGu6XW5Lalok39+"
        "tioPo044keQFvpTI9eldjT10BN7huycpa96YMSqXnjjsZCZ7UJICrumSM86nEm3mCnM6utvc0UQJaPYx3MW1IzvSxU92D6Aj"
        "94zAW4vzX4mLhBoajxjoekWdUEfVzncE9HkGwT+h0tleXkcP10y29h0A4PcnJOcmlG1Lao2txTSktcB/wOkNjf1lfUM9uavG"
        "50xEPYhL6SC40oATQRIHTNwBzcNMBm9g0acLfdsIxJyv5HXtm0uh+eq9ScB66/YrJDRgXltY7Yb1BS2z5KlIreLi0p1HDUpU"
        "mdHDY9b97Xrd7lSNE3lYlClCmMJrN95Jd7SWmsyRu41W/XmwWEkfPeOdPj5ESchEPkPBe6AhkNIyJfnUYt2TsBpxZO6oTLRt"
        "C9JYUvvwy27iC/mf1MfhTgEpkeVCtneTc+/vrGKs2pmukg4iFFRQUCyF9CxNcsuIJMrxwBG73G8a418pCmzB2lrHMtZMLbZW"
        "hGrRFsi6KR5H7Eo6i4H/Wxl6lstIuTasn1ZUmrJan+5xKRobgMSGy2ieGSQ+zg5vfTjFUpJ4xDv3fE/yPheJDA73t47AhFYf"
        "q0SKZbbXHTpixARQzaFhfBg="
    ),
    "session": ("AXt/IEQ+Z4zXPqxA7nS3FvJGXhLj7bq5d3mJynT2jWBdQ6o32HEBKdnzmXI5+L/Yczx3cPVpPUsRhxFytA=="),
    "verifier": ("v3uP79evFanLmOq88WaQcwLU94eoBjyBejbNibF/s4I="),
    "user secret": ("AQ61+prFzb0b+B3aSbcro5iDFActEcObwTGxysST1OIYRR1CQ7PSK7hJ1/yS+bYgTxfzSVSJgEiAknJf+w=="),
    "totp": ("Adw1zY5+1SrNUynQCnAb+2Dbs7y34WrSd0s7J86zKtEpl9n30ZgL8T2t3Qwe2Nv4ng=="),
    "pin": "AQuVWyXpZ936kS53A4L61FQy2aheHoMa02vVgUl2Xl1hzzcn91GbY/2jj8f0XlqmwvccK3Z4P7AB0FufWQ==",
    "passkey": "ARTH64RqcOCedB+DavzfaGzAoR++5wc76nKznC+Oc9mXmy5feYdbEw5RFKGa8FUpegMrF/O+0Ve+OrX2JQ==",
}
