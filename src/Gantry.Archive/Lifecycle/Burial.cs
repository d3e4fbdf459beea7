using Gantry.Archive.Objects;

namespace Gantry.Archive.Lifecycle;

/// <summary>Makes objects of a segment tombstones and gives their blocks back. Runs where no commit runs.</summary>
internal static class Burial
{
    /// <summary>Durable on return. What is buried already, and a segment that is gone, is passed over.</summary>
    /// <param name="storage">Where the segment is.</param>
    /// <param name="key">The segment.</param>
    /// <param name="offsets">Where the objects' bytes start.</param>
    /// <param name="isOpen">It is still appended to, and has no directory yet.</param>
    /// <param name="step">The step's name, told once the blocks are free and before the directory is written.</param>
    /// <param name="reached">Told each step; null otherwise.</param>
    public static void Bury(ISegmentStorage storage, string key, IEnumerable<long> offsets, bool isOpen, string step, Action<string>? reached)
    {
        if (!SegmentKey.TryParse(key, out long number, out _))
        {
            return;
        }

        using ISegmentFile? file = TryOpen(storage, key);
        if (file is null)
        {
            return;
        }

        byte[] header = new byte[SegmentRecord.HeaderBytes];
        foreach (long offset in offsets.Select(o => o - SegmentRecord.HeaderBytes).Distinct())
        {
            if (SegmentWalk.ReadFully(file, offset, header) == header.Length && SegmentRecordHeader.TryRead(header, number, offset, out SegmentRecord record))
            {
                SegmentWalk.Bury(file, record);
            }
        }

        file.Sync();
        reached?.Invoke(step);
        if (!isOpen)
        {
            SegmentWalk.Seal(file, number, reached);
        }
    }

    /// <summary>Null for a segment that is gone: there is nothing left to bury.</summary>
    private static ISegmentFile? TryOpen(ISegmentStorage storage, string key)
    {
        try
        {
            return storage.Open(key);
        }
        catch (ObjectStoreException e) when (!e.IsTransient)
        {
            return null;
        }
    }
}
