using System.Buffers;

namespace Gantry.Server.DicomWeb.Multipart;

/// <summary>Finds a delimiter in a sequence of buffers without copying them: each buffer by the vectorised span search, the seams in a small window.</summary>
internal static class DelimiterSearch
{
    private const int MaxDelimiter = 80;

    /// <summary>Offset of the first occurrence, or -1. <paramref name="delimiter"/> is at most 80 bytes.</summary>
    public static long IndexOf(in ReadOnlySequence<byte> bytes, ReadOnlySpan<byte> delimiter)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(delimiter.Length, MaxDelimiter);
        if (bytes.IsSingleSegment)
        {
            return bytes.FirstSpan.IndexOf(delimiter);
        }

        Span<byte> window = stackalloc byte[2 * MaxDelimiter];
        int keep = delimiter.Length - 1;
        int carried = 0;
        long passed = 0;
        foreach (ReadOnlyMemory<byte> memory in bytes)
        {
            ReadOnlySpan<byte> span = memory.Span;
            if (carried > 0)
            {
                int taken = Math.Min(keep, span.Length);
                span[..taken].CopyTo(window[carried..]);
                int atSeam = window[..(carried + taken)].IndexOf(delimiter);
                if (atSeam >= 0)
                {
                    return passed - carried + atSeam;
                }
            }

            int inside = span.IndexOf(delimiter);
            if (inside >= 0)
            {
                return passed + inside;
            }

            carried = Carry(window, carried, span, keep);
            passed += span.Length;
        }

        return -1;
    }

    /// <summary>Leaves the last <paramref name="keep"/> bytes seen at the window's start; returns how many there are.</summary>
    private static int Carry(Span<byte> window, int carried, ReadOnlySpan<byte> span, int keep)
    {
        if (span.Length >= keep)
        {
            span[^keep..].CopyTo(window);
            return keep;
        }

        int old = Math.Min(carried, keep - span.Length);
        window.Slice(carried - old, old).CopyTo(window);
        span.CopyTo(window[old..]);
        return old + span.Length;
    }
}
