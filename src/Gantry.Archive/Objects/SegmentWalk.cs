using System.Buffers;

namespace Gantry.Archive.Objects;

/// <summary>Walks a segment's records by their headers, and checks what they claim. Every record vouches for itself: a torn or foreign one is passed over, block by block.</summary>
public static class SegmentWalk
{
    private const int ReadBytes = 1 << 20;

    /// <summary>Every record with a whole header that ends within the file, tombstones included, in order. Data is not read.</summary>
    public static IEnumerable<SegmentRecord> Records(ISegmentFile file, long segment, long from = 0)
    {
        byte[] header = new byte[SegmentRecord.HeaderBytes];
        byte[]? skipped = null;
        long length = file.Length;
        long offset = SegmentRecord.Align(from);
        while (offset + SegmentRecord.HeaderBytes <= length)
        {
            if (ReadFully(file, offset, header) == header.Length
                && SegmentRecordHeader.TryRead(header, segment, offset, out SegmentRecord record)
                && record.Length >= 0 && record.DataOffset + record.Length <= length)
            {
                yield return record;
                offset = record.End;
            }
            else
            {
                offset = SkipZeros(file, offset + SegmentRecord.Alignment, length, ref skipped);
            }
        }
    }

    /// <summary>The first block at or behind an offset that is not all zeros: a store may have put many there ahead. The file's end when there is none.</summary>
    private static long SkipZeros(ISegmentFile file, long offset, long length, ref byte[]? buffer)
    {
        buffer ??= new byte[ReadBytes];
        while (offset < length)
        {
            int read = ReadFully(file, offset, buffer);
            int at = buffer.AsSpan(0, read).IndexOfAnyExcept((byte)0);
            if (at >= 0)
            {
                return offset + (at & ~(SegmentRecord.Alignment - 1));
            }

            if (read < buffer.Length)
            {
                return length;
            }

            offset += read;
        }

        return length;
    }

    /// <summary>The record that holds an object; null where it is not there any more.</summary>
    /// <exception cref="ObjectStoreException">The segment cannot be opened.</exception>
    public static SegmentRecord? Find(ISegmentStorage storage, ObjectPlace place)
    {
        if (!SegmentKey.TryParse(place.Key, out long number, out _))
        {
            return null;
        }

        using ISegmentFile file = storage.Open(place.Key);
        byte[] header = new byte[SegmentRecord.HeaderBytes];
        long offset = place.Offset - SegmentRecord.HeaderBytes;
        return ReadFully(file, offset, header) == header.Length && SegmentRecordHeader.TryRead(header, number, offset, out SegmentRecord record) && record.State != RecordState.Deleted
            ? record
            : null;
    }

    /// <summary>Is every byte of the record as it was written? Tombstones have nothing to check.</summary>
    public static bool IsWhole(ISegmentFile file, SegmentRecord record) => record.State == RecordState.Deleted || ChecksumOf(file, record) == record.Crc32;

    /// <summary>CRC-32 of a record's data as it is on disk; null where the file ends before.</summary>
    public static uint? ChecksumOf(ISegmentFile file, SegmentRecord record)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(ReadBytes, Math.Max(record.Length, 1)));
        try
        {
            uint crc = 0;
            long offset = record.DataOffset;
            long left = record.Length;
            while (left > 0)
            {
                int read = file.Read(offset, buffer.AsSpan(0, (int)Math.Min(buffer.Length, left)));
                if (read == 0)
                {
                    return null;
                }

                crc = Crc32.Append(crc, buffer.AsSpan(0, read));
                offset += read;
                left -= read;
            }

            return crc;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    internal static int ReadFully(ISegmentFile file, long offset, Span<byte> buffer)
    {
        int total = 0;
        while (total < buffer.Length)
        {
            int read = file.Read(offset + total, buffer[total..]);
            if (read == 0)
            {
                break;
            }

            total += read;
        }

        return total;
    }

    /// <summary>Does a directory, whole or not, stand behind the last record?</summary>
    public static bool HasDirectory(ISegmentFile file, long end)
    {
        Span<byte> signature = stackalloc byte[4];
        return ReadFully(file, end, signature) == signature.Length && (signature.SequenceEqual("PK\x1\x2"u8) || signature.SequenceEqual("PK\x6\x6"u8));
    }

    /// <summary>
    /// Writes a segment's directory behind its last record, unless it stands there already, and cuts off what follows; where only tombstones are left, these too. Durable on return.
    /// </summary>
    public static long Seal(ISegmentFile file, long segment, Action<string>? reached = null)
    {
        List<SegmentRecord> records = [.. Records(file, segment)];
        long end = records.Exists(r => r.State != RecordState.Deleted) ? records[^1].End : 0;
        ReadOnlyMemory<byte> directory = SegmentDirectory.Build(records, end);
        if (file.Length == end + directory.Length)
        {
            byte[] there = new byte[directory.Length];
            if (ReadFully(file, end, there) == there.Length && there.AsSpan().SequenceEqual(directory.Span))
            {
                return end;
            }
        }

        WriteDirectory(file, directory, end, reached);
        return end;
    }

    /// <summary>The same for one who knows all of the segment's records but tombstones, in order, and where they end.</summary>
    internal static void Seal(ISegmentFile file, IReadOnlyList<SegmentRecord> records, long end, Action<string>? reached) =>
        WriteDirectory(file, SegmentDirectory.Build(records, end), end, reached);

    private static void WriteDirectory(ISegmentFile file, ReadOnlyMemory<byte> directory, long end, Action<string>? reached)
    {
        file.Write(end, [directory]);
        reached?.Invoke("seal.directory-written");
        file.Truncate(end + directory.Length);
        file.Sync();
        reached?.Invoke("seal.synced");
    }

    /// <summary>Makes a record a tombstone and gives its blocks back. Durable after the file's next sync.</summary>
    public static void Bury(ISegmentFile file, SegmentRecord record)
    {
        SegmentRecord tombstone = record with { State = RecordState.Deleted, Name = "deleted", Crc32 = 0, DatasetCrc32 = 0, Generation = 0, Origin = 0, ReceivedIn = null };
        byte[] block = new byte[Math.Min(SegmentRecord.Alignment, record.End - record.Offset)];
        SegmentRecordHeader.Write(tombstone, block);
        file.Write(record.Offset, [block]);
        if (record.End - record.Offset > block.Length)
        {
            file.Punch(record.Offset + block.Length, record.End - record.Offset - block.Length);
        }
    }
}
