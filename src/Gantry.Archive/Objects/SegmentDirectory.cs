using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Gantry.Archive.Objects;

/// <summary>
/// A segment's central directory and end records (APPNOTE 4.3.12 to 4.3.16), which make it a whole ZIP: a pure function of its records, so that a broken one
/// can be told and written again. Tombstones are left out.
/// </summary>
public static class SegmentDirectory
{
    private const uint CentralSignature = 0x02014b50;
    private const uint End64Signature = 0x06064b50;
    private const uint Locator64Signature = 0x07064b50;
    private const uint EndSignature = 0x06054b50;

    // Made by version 4.5 on Unix, a regular file that its owner may write and all may read.
    private const ushort MadeBy = (3 << 8) | 45;
    private const uint Attributes = 0x81A4_0000;

    /// <summary>The bytes that follow the records.</summary>
    /// <param name="records">The segment's records in order.</param>
    /// <param name="start">Where these bytes will stand: the end of the last record.</param>
    public static ReadOnlyMemory<byte> Build(IEnumerable<SegmentRecord> records, long start)
    {
        ArrayBufferWriter<byte> output = new();
        long count = 0;
        foreach (SegmentRecord record in records)
        {
            if (record.State != RecordState.Deleted)
            {
                WriteEntry(record, output);
                count++;
            }
        }

        WriteEnd(output, start, count);
        return output.WrittenMemory;
    }

    private static void WriteEntry(SegmentRecord record, ArrayBufferWriter<byte> output)
    {
        bool large = record.Length >= SegmentRecordHeader.Large || record.Offset >= SegmentRecordHeader.Large;
        int extra = large ? 28 : 0;
        Span<byte> entry = output.GetSpan(46 + record.Name.Length + extra);
        entry[..46].Clear();
        int nameLength = Encoding.ASCII.GetBytes(record.Name, entry[46..]);
        uint size = large ? SegmentRecordHeader.Large : (uint)record.Length;
        BinaryPrimitives.WriteUInt32LittleEndian(entry, CentralSignature);
        BinaryPrimitives.WriteUInt16LittleEndian(entry[4..], MadeBy);
        BinaryPrimitives.WriteUInt16LittleEndian(entry[6..], (ushort)(large ? 45 : 20));
        BinaryPrimitives.WriteUInt32LittleEndian(entry[12..], SegmentRecordHeader.DosTime(record.ReceivedAt));
        BinaryPrimitives.WriteUInt32LittleEndian(entry[16..], record.Crc32);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[20..], size);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[24..], size);
        BinaryPrimitives.WriteUInt16LittleEndian(entry[28..], (ushort)nameLength);
        BinaryPrimitives.WriteUInt16LittleEndian(entry[30..], (ushort)extra);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[38..], Attributes);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[42..], large ? SegmentRecordHeader.Large : (uint)record.Offset);
        if (large)
        {
            Span<byte> zip64 = entry[(46 + nameLength)..];
            BinaryPrimitives.WriteUInt16LittleEndian(zip64, SegmentRecordHeader.Zip64Id);
            BinaryPrimitives.WriteUInt16LittleEndian(zip64[2..], 24);
            BinaryPrimitives.WriteInt64LittleEndian(zip64[4..], record.Length);
            BinaryPrimitives.WriteInt64LittleEndian(zip64[12..], record.Length);
            BinaryPrimitives.WriteInt64LittleEndian(zip64[20..], record.Offset);
        }

        output.Advance(46 + nameLength + extra);
    }

    private static void WriteEnd(ArrayBufferWriter<byte> output, long start, long count)
    {
        long size = output.WrittenCount;
        Span<byte> end = output.GetSpan(98);
        end[..98].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(end, End64Signature);
        BinaryPrimitives.WriteInt64LittleEndian(end[4..], 44);
        BinaryPrimitives.WriteUInt16LittleEndian(end[12..], MadeBy);
        BinaryPrimitives.WriteUInt16LittleEndian(end[14..], 45);
        BinaryPrimitives.WriteInt64LittleEndian(end[24..], count);
        BinaryPrimitives.WriteInt64LittleEndian(end[32..], count);
        BinaryPrimitives.WriteInt64LittleEndian(end[40..], size);
        BinaryPrimitives.WriteInt64LittleEndian(end[48..], start);
        Span<byte> locator = end[56..];
        BinaryPrimitives.WriteUInt32LittleEndian(locator, Locator64Signature);
        BinaryPrimitives.WriteInt64LittleEndian(locator[8..], start + size);
        BinaryPrimitives.WriteUInt32LittleEndian(locator[16..], 1);
        Span<byte> last = end[76..];
        BinaryPrimitives.WriteUInt32LittleEndian(last, EndSignature);
        ushort shortCount = (ushort)Math.Min(count, ushort.MaxValue);
        BinaryPrimitives.WriteUInt16LittleEndian(last[8..], shortCount);
        BinaryPrimitives.WriteUInt16LittleEndian(last[10..], shortCount);
        BinaryPrimitives.WriteUInt32LittleEndian(last[12..], (uint)Math.Min(size, uint.MaxValue));
        BinaryPrimitives.WriteUInt32LittleEndian(last[16..], (uint)Math.Min(start, uint.MaxValue));
        output.Advance(98);
    }
}
