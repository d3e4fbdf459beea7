using Gantry.Archive.Index;
using Gantry.Dicom;

namespace Gantry.Server.Web.Manifest;

/// <summary>A study as the workstation sees it, prepared once for a state of the study.</summary>
internal sealed class StudyPicture
{
    /// <summary>Names the state: the last change and the number of instances.</summary>
    public required string Version { get; init; }

    /// <summary>The manifest, UTF-8 JSON, compressed.</summary>
    public required byte[] Brotli { get; init; }
    public required byte[] Gzip { get; init; }

    public required IReadOnlyDictionary<SeriesUid, SeriesFrames> Series { get; init; }

    public int Cost => Brotli.Length + Gzip.Length + Series.Values.Sum(series => series.Frames.Count * 32) + 4096;
}

/// <summary>The frames of a series in reading order; a frame's index is its place here.</summary>
internal sealed record SeriesFrames(string Version, IReadOnlyList<FramePlace> Frames);

internal readonly record struct FramePlace(StoredInstance Instance, int Frame, long Bytes);
