using System.Buffers;
using Gantry.Archive.Corrections;
using Gantry.Archive.Index;
using Gantry.Archive.Query;

namespace Gantry.Backends.Sqlite;

/// <summary>A row's attributes after corrections.</summary>
internal static class CorrectedBag
{
    /// <summary>A new bag, with the changes to attributes of these levels; the same one where there are none.</summary>
    public static byte[] Apply(byte[] bag, IEnumerable<AttributeChange> changes, QueryLevel from, QueryLevel to)
    {
        foreach (AttributeChange change in changes)
        {
            if (AttributeCodes.TryGet(change.Tag, out byte code) && AttributeCodes.LevelOf(code) >= from && AttributeCodes.LevelOf(code) <= to
                && IndexedAttributes.Find(change.Tag) is { Sequence: null, IsCode: false })
            {
                bag = Put(bag, code, change.Values is { Count: > 0 } values ? string.Join('\\', values) : null);
            }
        }

        return bag;
    }

    /// <summary>The changes that corrections of a study make in one of its series, or in one instance of it.</summary>
    public static IEnumerable<AttributeChange> Of(IEnumerable<Correction> corrections, Gantry.Dicom.SeriesUid series, Gantry.Dicom.InstanceUid? instance) =>
        corrections.Where(c => c.Target is { } target && target.Covers(series, instance)).SelectMany(c => c.Changes);

    private static byte[] Put(byte[] bag, byte code, string? value)
    {
        ArrayBufferWriter<byte> made = new(bag.Length + 64);
        ReadOnlySpan<byte> rest = bag;
        for (ReadOnlySpan<byte> before = rest; AttributeBag.TryNext(ref rest, out byte found, out _); before = rest)
        {
            if (found != code)
            {
                made.Write(before[..^rest.Length]);
            }
        }

        if (value is not null)
        {
            AttributeBag.Append(made, code, value);
        }

        return made.WrittenSpan.ToArray();
    }
}
