using System.IO.Compression;

namespace Gantry.Dicom.Encoding;

/// <summary>A raw deflate stream (RFC 1951) that takes its input in pieces.</summary>
internal sealed class Inflater : IDisposable
{
    private readonly Input input = new();
    private readonly DeflateStream stream;

    public Inflater() => stream = new DeflateStream(input, CompressionMode.Decompress, leaveOpen: true);

    /// <summary>The stream's last block has been read: what follows is padding.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Takes as much of <paramref name="bytes"/> as there is room for; read until 0 before feeding again.</summary>
    public int Feed(ReadOnlySpan<byte> bytes) => input.Fill(bytes);

    /// <summary>Inflated bytes; 0 when more input is needed or the stream has ended, -1 when it is corrupt.</summary>
    public int Read(Span<byte> buffer)
    {
        try
        {
            input.IsStarved = false;
            int count = stream.Read(buffer);
            IsFinished |= count == 0 && !input.IsStarved;
            return count;
        }
        catch (InvalidDataException)
        {
            return -1;
        }
    }

    public void Dispose() => stream.Dispose();

    private sealed class Input : Stream
    {
        private readonly byte[] buffer = new byte[16 * 1024];
        private int start;
        private int end;

        /// <summary>More was asked for than there is.</summary>
        public bool IsStarved { get; set; }

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public int Fill(ReadOnlySpan<byte> bytes)
        {
            if (start == end)
            {
                start = end = 0;
            }

            int count = Math.Min(bytes.Length, buffer.Length - end);
            bytes[..count].CopyTo(buffer.AsSpan(end));
            end += count;
            return count;
        }

        public override int Read(Span<byte> target)
        {
            int count = Math.Min(target.Length, end - start);
            IsStarved |= count == 0;
            buffer.AsSpan(start, count).CopyTo(target);
            start += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
