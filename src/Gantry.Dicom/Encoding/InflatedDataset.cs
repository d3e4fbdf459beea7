namespace Gantry.Dicom.Encoding;

/// <summary>Inflates a deflated data set into memory (PS3.5 A.5), as far as it goes.</summary>
internal static class InflatedDataset
{
    public static ReadOnlyMemory<byte> Inflate(ReadOnlySpan<byte> bytes, ReadLimits limits, out DicomError? error)
    {
        using Inflater inflater = new();
        byte[] target = new byte[Math.Min(Math.Max(4L * bytes.Length, 256), 1 << 20)];
        int count = 0;
        while (true)
        {
            if (count == target.Length)
            {
                if (count >= limits.MaxInflatedBytes || count >= Array.MaxLength)
                {
                    error = new DicomError(DicomErrorKind.DeflateCorrupt, count, "", $"the data set inflates to more than {limits.MaxInflatedBytes} bytes");
                    return target;
                }

                Array.Resize(ref target, (int)Math.Min(2L * count, Math.Min(limits.MaxInflatedBytes, Array.MaxLength)));
            }

            int read = inflater.Read(target.AsSpan(count));
            count += Math.Max(read, 0);
            if (read > 0)
            {
                continue;
            }

            if (read < 0 || inflater.IsFinished || bytes.IsEmpty)
            {
                error = read < 0 ? new DicomError(DicomErrorKind.DeflateCorrupt, count, "", "not a deflate stream (PS3.5 A.5)")
                    : inflater.IsFinished ? null
                    : new DicomError(DicomErrorKind.Truncated, count, "", "the deflate stream ends before its last block does");
                return target.AsMemory(0, count);
            }

            bytes = bytes[inflater.Feed(bytes)..];
        }
    }
}
