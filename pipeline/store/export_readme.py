"""What an export says of itself to whoever opens it, in both languages."""

README = """\
本压缩包由 Sightline 导出，内容如下。
This archive was exported by Sightline. It holds:

  manifest.json   各文件的 SHA-256、调阅人、单位、理由，已签名
                  the SHA-256 of each file, who asked, for whom and why; signed
  chain.jsonl     校验链：每条记录含前一条的校验值
                  the chain: each record hashes the one before it
  head.json       已签名的链头 / the signed head of the chain
  counts.csv      人数 / counts
  evidence/       事件证据，每个事件附清单 / evidence, with a manifest for each episode
  verify.py       独立校验程序，只需 Python 3.9 以上
                  a program that checks all this and needs Python 3.9 or newer, nothing else

校验 / to check:  python3 verify.py FILE.zip [HEAD.json]
      或 / or     sightline verify FILE.zip [--head HEAD.json]
请使用另行取得的 verify.py（随 Sightline 发布），因为包内的程序可能与内容一同被改。
Take verify.py from Sightline itself where it matters: one in the archive can be changed with it.

*.snapshot.jpg  截图，写入磁盘前头部已打码
                pictures; heads were pixelated before anything was written
*.clip.mp4      原始录像，未打码，不得扩散
                the camera's own video, UNBLURRED; do not pass it on

未交付的文件见 manifest.json 的 left_out。
What was not handed out is in left_out of manifest.json.
只凭链本身看不出末尾被截断或全部重算，请与另日取得的链头比对。
A chain alone cannot tell whether its last records were cut off, or all of it was reckoned anew:
hold its head against one of another day.
"""
