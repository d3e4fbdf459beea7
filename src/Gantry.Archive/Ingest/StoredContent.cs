using System.Buffers;
using Gantry.Archive.Index;
using Gantry.Archive.Objects;

namespace Gantry.Archive.Ingest;

/// <summary>Tells whether a data set is stored already. Equal length and checksum may lie, so the bytes themselves are compared then; that is rare.</summary>
internal static class StoredContent
{
    private const int StepBytes = 128 * 1024;

    public static async ValueTask<bool> IsSameAsync(IObjectReader objects, StoredInstance stored, InstanceEntry entry, ReceivedBytes received, long datasetOffset, CancellationToken cancellationToken)
    {
        if (stored.DatasetLength != entry.DatasetLength || stored.DatasetCrc32 != entry.DatasetCrc32
            || stored.TransferSyntaxUid != entry.TransferSyntaxUid || stored.Identity.Study != entry.Identity.Study || stored.Identity.Series != entry.Identity.Series)
        {
            return false;
        }

        long storedOffset = stored.Place.Length - stored.DatasetLength;
        byte[] a = ArrayPool<byte>.Shared.Rent(StepBytes);
        byte[] b = ArrayPool<byte>.Shared.Rent(StepBytes);
        try
        {
            for (long at = 0; at < stored.DatasetLength; at += StepBytes)
            {
                int step = (int)Math.Min(StepBytes, stored.DatasetLength - at);
                await objects.ReadAsync(stored.Place, storedOffset + at, a.AsMemory(0, step), cancellationToken).ConfigureAwait(false);
                if (received.Read(datasetOffset + at, b.AsSpan(0, step)) != step || !a.AsSpan(0, step).SequenceEqual(b.AsSpan(0, step)))
                {
                    return false;
                }
            }

            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(a);
            ArrayPool<byte>.Shared.Return(b);
        }
    }

    /// <summary>Is it what was received once of an instance that the archive has written again since?</summary>
    public static bool IsOrigin(ISegmentStorage storage, StoredInstance stored, InstanceEntry entry, ReceivedBytes received, long datasetOffset)
    {
        if (stored.Generation == 0 || stored.Identity != entry.Identity || SegmentWalk.Find(storage, stored.Place) is not { } record)
        {
            return false;
        }

        using OriginDigest digest = new(entry.TransferSyntaxUid);
        byte[] piece = ArrayPool<byte>.Shared.Rent(StepBytes);
        try
        {
            for (long at = 0; at < entry.DatasetLength;)
            {
                int read = received.Read(datasetOffset + at, piece.AsSpan(0, (int)Math.Min(StepBytes, entry.DatasetLength - at)));
                if (read == 0)
                {
                    return false;
                }

                digest.Append(piece.AsSpan(0, read));
                at += read;
            }

            return digest.Take() == record.Origin;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}
