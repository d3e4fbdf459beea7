using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Gantry.Server.Dimse;

/// <summary>The PROXY protocol header, version 1 (a line of text) or 2 (binary), that a load balancer puts before a connection's bytes. Pure.</summary>
internal static class ProxyHeader
{
    private const int MaxLineBytes = 107;
    private const int MaxBinaryBytes = 4096;

    private static ReadOnlySpan<byte> Signature => [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];

    /// <summary>Looks at a connection's first bytes.</summary>
    /// <param name="bytes">All that have arrived.</param>
    /// <param name="headerBytes">Length of the header when it is whole.</param>
    /// <param name="source">The client that it names; null where the balancer speaks for itself (LOCAL, UNKNOWN).</param>
    public static ProxyHeaderStatus Read(ReadOnlySequence<byte> bytes, out int headerBytes, out IPEndPoint? source)
    {
        headerBytes = 0;
        source = null;
        Span<byte> start = stackalloc byte[(int)Math.Min(bytes.Length, 16)];
        bytes.Slice(0, start.Length).CopyTo(start);
        int common = Math.Min(start.Length, Signature.Length);
        if (start[..common].SequenceEqual(Signature[..common]))
        {
            return ReadBinary(bytes, start, out headerBytes, out source);
        }

        common = Math.Min(start.Length, 6);
        return !start[..common].SequenceEqual("PROXY "u8[..common]) ? ProxyHeaderStatus.Malformed : ReadLine(bytes, out headerBytes, out source);
    }

    private static ProxyHeaderStatus ReadBinary(ReadOnlySequence<byte> bytes, ReadOnlySpan<byte> start, out int headerBytes, out IPEndPoint? source)
    {
        headerBytes = 0;
        source = null;
        if (start.Length < 16)
        {
            return ProxyHeaderStatus.NeedMoreData;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(start[14..]);
        if (start[12] is not (0x20 or 0x21) || length > MaxBinaryBytes)
        {
            return ProxyHeaderStatus.Malformed;
        }

        if (bytes.Length < 16 + length)
        {
            return ProxyHeaderStatus.NeedMoreData;
        }

        headerBytes = 16 + length;
        int addressBytes = start[13] switch { 0x11 => 4, 0x21 => 16, _ => 0 };
        if (start[12] == 0x20 || addressBytes == 0)
        {
            return ProxyHeaderStatus.Whole;
        }

        if (length < (2 * addressBytes) + 4)
        {
            return ProxyHeaderStatus.Malformed;
        }

        byte[] fields = bytes.Slice(16, (2 * addressBytes) + 4).ToArray();
        source = new IPEndPoint(new IPAddress(fields.AsSpan(0, addressBytes)), BinaryPrimitives.ReadUInt16BigEndian(fields.AsSpan(2 * addressBytes)));
        return ProxyHeaderStatus.Whole;
    }

    private static ProxyHeaderStatus ReadLine(ReadOnlySequence<byte> bytes, out int headerBytes, out IPEndPoint? source)
    {
        headerBytes = 0;
        source = null;
        ReadOnlySpan<byte> line = bytes.Slice(0, Math.Min(bytes.Length, MaxLineBytes)).ToArray();
        int end = line.IndexOf("\r\n"u8);
        if (end < 0)
        {
            return line.Length < MaxLineBytes ? ProxyHeaderStatus.NeedMoreData : ProxyHeaderStatus.Malformed;
        }

        headerBytes = end + 2;
        string[] words = Encoding.ASCII.GetString(line[..end]).Split(' ');
        if (words.Length >= 2 && words[1] == "UNKNOWN")
        {
            return ProxyHeaderStatus.Whole;
        }

        if (words.Length != 6 || words[1] is not ("TCP4" or "TCP6") || !IPAddress.TryParse(words[2], out IPAddress? address) || !ushort.TryParse(words[4], out ushort port))
        {
            return ProxyHeaderStatus.Malformed;
        }

        source = new IPEndPoint(address, port);
        return ProxyHeaderStatus.Whole;
    }
}
