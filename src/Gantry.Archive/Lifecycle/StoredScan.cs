using System.Buffers;
using Gantry.Archive.Index;
using Gantry.Archive.Ingest;
using Gantry.Archive.Objects;
using Gantry.Dicom;
using Gantry.Dicom.Files;

namespace Gantry.Archive.Lifecycle;

/// <summary>Reads a stored object once: checks its checksum and makes its index entry again, by the same scan as on the way in.</summary>
internal static class StoredScan
{
    private const int StepBytes = 1 << 20;

    public static StoredScanResult Scan(string store, string key, ISegmentFile file, SegmentRecord record, out InstanceEntry? entry)
    {
        entry = null;
        long datasetOffset = record.Length - record.DatasetLength;
        if (datasetOffset is < 0 or > ChunkPool.ChunkBytes)
        {
            return StoredScanResult.Unreadable;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(StepBytes);
        InstanceScan? scan = null;
        try
        {
            uint crc = 0;
            uint datasetCrc = 0;
            bool isReadable = true;
            string syntax = "";
            for (long at = 0; at < record.Length;)
            {
                int step = (int)Math.Min(StepBytes, record.Length - at);
                Span<byte> bytes = buffer.AsSpan(0, step);
                if (SegmentWalk.ReadFully(file, record.DataOffset + at, bytes) != step)
                {
                    return StoredScanResult.Damaged;
                }

                crc = Crc32.Append(crc, bytes);
                if (at == 0)
                {
                    isReadable = FileMeta.TryRead(bytes, step == record.Length, out FileMeta meta, out int offset, out _, out _) && offset == datasetOffset;
                    syntax = isReadable ? meta.TransferSyntaxUid.Trim(' ', '\0') : TransferSyntax.ImplicitVrLittleEndian.Uid;
                    scan = new InstanceScan(TransferSyntax.FromUid(syntax));
                    bytes = bytes[(int)Math.Min(datasetOffset, bytes.Length)..];
                }

                datasetCrc = Crc32.Append(datasetCrc, bytes);
                scan!.Push(bytes);
                at += step;
            }

            if (crc != record.Crc32 || datasetCrc != record.DatasetCrc32)
            {
                return StoredScanResult.Damaged;
            }

            if (!isReadable || scan is null || scan.Complete(record.DatasetLength) is not null
                || new Announcement().Check(scan.Attributes, out InstanceIdentity? identity) is not null)
            {
                return StoredScanResult.Unreadable;
            }

            entry = new InstanceEntry
            {
                Identity = identity!,
                TransferSyntaxUid = syntax,
                Attributes = scan.Attributes,
                Place = new ObjectPlace(store, key, record.DataOffset, record.Length),
                Crc32 = crc,
                DatasetCrc32 = datasetCrc,
                DatasetLength = record.DatasetLength,
                Frames = scan.Frames(datasetOffset),
                ReceivedAt = record.ReceivedAt,
                Source = record.Source,
                KeptAside = record.State == RecordState.KeptAside,
                Generation = record.Generation,
                Origin = record.Origin,
                ReceivedIn = record.ReceivedIn,
            };
            return StoredScanResult.Whole;
        }
        finally
        {
            scan?.Dispose();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
