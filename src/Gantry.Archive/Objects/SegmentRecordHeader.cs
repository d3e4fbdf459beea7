using System.Buffers.Binary;
using System.Text;
using Gantry.Archive.Ingest;

namespace Gantry.Archive.Objects;

/// <summary>
/// The bytes of a record's header: a ZIP local file header (APPNOTE 4.3.7, method stored), name, a ZIP64 field where sizes need it, and our own extra field, which
/// fills the rest and carries what a rebuild of the index needs, and a checksum of the header. The last 16 bytes are the digest of what was received, where the archive has written
/// the instance again since. All numbers little endian.
/// </summary>
public static class SegmentRecordHeader
{
    internal const uint LocalSignature = 0x04034b50;
    internal const ushort Zip64Id = 0x0001;
    internal const uint Large = uint.MaxValue;
    private const ushort OwnId = 0x4E47;
    private const byte Version = 1;
    private const int FixedOwnBytes = 56;
    private const int OriginBytes = 16;

    /// <summary>Writes the header of <see cref="SegmentRecord.HeaderBytes"/> bytes.</summary>
    public static void Write(SegmentRecord record, Span<byte> header)
    {
        header = header[..SegmentRecord.HeaderBytes];
        header.Clear();
        bool large = record.Length >= Large;
        uint size = large ? Large : (uint)record.Length;
        int nameLength = Encoding.ASCII.GetBytes(record.Name, header[30..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header, LocalSignature);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], (ushort)(large ? 45 : 20));
        BinaryPrimitives.WriteUInt32LittleEndian(header[10..], DosTime(record.ReceivedAt));
        BinaryPrimitives.WriteUInt32LittleEndian(header[14..], record.Crc32);
        BinaryPrimitives.WriteUInt32LittleEndian(header[18..], size);
        BinaryPrimitives.WriteUInt32LittleEndian(header[22..], size);
        BinaryPrimitives.WriteUInt16LittleEndian(header[26..], (ushort)nameLength);
        BinaryPrimitives.WriteUInt16LittleEndian(header[28..], (ushort)(SegmentRecord.HeaderBytes - 30 - nameLength));
        Span<byte> extra = header[(30 + nameLength)..];
        if (large)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(extra, Zip64Id);
            BinaryPrimitives.WriteUInt16LittleEndian(extra[2..], 16);
            BinaryPrimitives.WriteInt64LittleEndian(extra[4..], record.Length);
            BinaryPrimitives.WriteInt64LittleEndian(extra[12..], record.Length);
            extra = extra[20..];
        }

        BinaryPrimitives.WriteUInt16LittleEndian(extra, OwnId);
        BinaryPrimitives.WriteUInt16LittleEndian(extra[2..], (ushort)(extra.Length - 4));
        Span<byte> own = extra[4..];
        own[0] = Version;
        own[1] = (byte)record.State;
        own[2] = record.Generation;
        own[3] = SyntaxCode.Of(record.ReceivedIn);
        BinaryPrimitives.WriteInt64LittleEndian(own[8..], record.Segment);
        BinaryPrimitives.WriteInt64LittleEndian(own[16..], record.Offset);
        BinaryPrimitives.WriteInt64LittleEndian(own[24..], record.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(own[32..], record.DatasetCrc32);
        BinaryPrimitives.WriteInt64LittleEndian(own[36..], record.DatasetLength);
        BinaryPrimitives.WriteInt64LittleEndian(own[44..], record.ReceivedAt.ToUniversalTime().Ticks);
        Span<byte> strings = own[FixedOwnBytes..];
        WriteString(ref strings, record.Source.Channel, 16);
        WriteString(ref strings, record.Source.CallingAe, 16);
        WriteString(ref strings, record.Source.Address, 60);
        WriteString(ref strings, record.Source.User, 90);
        if (record.Generation > 0)
        {
            BinaryPrimitives.WriteUInt128LittleEndian(header[^OriginBytes..], record.Origin);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(own[4..], Crc32.Of(header));
    }

    /// <summary>Reads a header; false when these bytes are not the whole header of a record of this segment at this offset.</summary>
    public static bool TryRead(ReadOnlySpan<byte> header, long segment, long offset, out SegmentRecord record)
    {
        record = null!;
        if (header.Length < SegmentRecord.HeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(header) != LocalSignature)
        {
            return false;
        }

        header = header[..SegmentRecord.HeaderBytes];
        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(header[26..]);
        if (30 + nameLength + 24 + FixedOwnBytes > header.Length)
        {
            return false;
        }

        int own = 30 + nameLength;
        if (BinaryPrimitives.ReadUInt16LittleEndian(header[own..]) == Zip64Id)
        {
            own += 20;
        }

        if (BinaryPrimitives.ReadUInt16LittleEndian(header[own..]) != OwnId || header[own + 4] != Version || header[own + 5] > (byte)RecordState.Deleted)
        {
            return false;
        }

        own += 4;
        uint expected = BinaryPrimitives.ReadUInt32LittleEndian(header[(own + 4)..]);
        Span<byte> copy = stackalloc byte[SegmentRecord.HeaderBytes];
        header.CopyTo(copy);
        copy.Slice(own + 4, 4).Clear();
        ReadOnlySpan<byte> fields = header[own..];
        if (Crc32.Of(copy) != expected
            || BinaryPrimitives.ReadInt64LittleEndian(fields[8..]) != segment
            || BinaryPrimitives.ReadInt64LittleEndian(fields[16..]) != offset)
        {
            return false;
        }

        ReadOnlySpan<byte> strings = fields[FixedOwnBytes..];
        InstanceSource source = new(ReadString(ref strings) ?? "", ReadString(ref strings), ReadString(ref strings), ReadString(ref strings));
        record = new SegmentRecord
        {
            Segment = segment,
            Offset = offset,
            State = (RecordState)fields[1],
            Name = Encoding.ASCII.GetString(header.Slice(30, nameLength)),
            Length = BinaryPrimitives.ReadInt64LittleEndian(fields[24..]),
            Crc32 = BinaryPrimitives.ReadUInt32LittleEndian(header[14..]),
            DatasetCrc32 = BinaryPrimitives.ReadUInt32LittleEndian(fields[32..]),
            DatasetLength = BinaryPrimitives.ReadInt64LittleEndian(fields[36..]),
            ReceivedAt = new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(fields[44..]), TimeSpan.Zero),
            Source = source,
            Generation = fields[2],
            ReceivedIn = SyntaxCode.ToUid(fields[3]),
            Origin = fields[2] > 0 ? BinaryPrimitives.ReadUInt128LittleEndian(header[^OriginBytes..]) : 0,
        };
        return true;
    }

    /// <summary>MS-DOS time in the low and date in the high word, two-second steps, UTC.</summary>
    internal static uint DosTime(DateTimeOffset at)
    {
        DateTime t = at.UtcDateTime;
        return t.Year < 1980 ? 0x0021_0000 : (uint)(((t.Year - 1980) << 25) | (t.Month << 21) | (t.Day << 16) | (t.Hour << 11) | (t.Minute << 5) | (t.Second / 2));
    }

    private static void WriteString(ref Span<byte> to, string? text, int maxBytes)
    {
        Span<byte> bytes = stackalloc byte[256];
        Encoding.UTF8.TryGetBytes(text is { Length: > 80 } ? text[..80] : text, bytes, out int length);
        length = Math.Min(length, maxBytes);
        to[0] = (byte)length;
        bytes[..length].CopyTo(to[1..]);
        to = to[(1 + length)..];
    }

    private static string? ReadString(ref ReadOnlySpan<byte> from)
    {
        int length = from.IsEmpty ? 0 : Math.Min(from[0], from.Length - 1);
        string? text = length == 0 ? null : Encoding.UTF8.GetString(from.Slice(1, length));
        from = from.IsEmpty ? from : from[(1 + length)..];
        return text;
    }
}
