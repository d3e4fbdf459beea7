using Gantry.Server.DicomWeb.Multipart;

namespace Gantry.Server.DicomWeb;

/// <summary>Settings of the DICOMweb services (PS3.18).</summary>
public sealed record DicomWebOptions
{
    /// <summary>Path under which the services stand. Default <c>/dicom-web</c>.</summary>
    public string PathPrefix { get; init; } = "/dicom-web";

    /// <summary>Path of the older URI service (WADO-URI); empty leaves it out. Default <c>/wado</c>.</summary>
    public string UriPath { get; init; } = "/wado";

    /// <summary>Largest body of a store request in bytes; null is no limit, as bodies are streamed. Default null.</summary>
    public long? MaxStoreBytes { get; init; }

    /// <summary>Instances of one store request that may wait for their commit at once, 1 to 64: several share a group commit. Default 8.</summary>
    public int MaxPartsInFlight { get; init; } = 8;

    /// <summary>Matches of one search response, 1 to 100,000; a response that holds fewer than there are says so in a Warning header. Default 10,000.</summary>
    public int MaxSearchResults { get; init; } = 10_000;

    /// <summary>Matches of one search response when the client names no limit, 1 to <see cref="MaxSearchResults"/>. Default 1,000.</summary>
    public int DefaultSearchResults { get; init; } = 1_000;

    /// <summary>Largest instance, in bytes, whose stored encoding is changed on the way out: it is held in memory meanwhile. Default 256 MiB.</summary>
    public long MaxConvertedBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>Rendered pictures that are kept in memory, in bytes; 0 keeps none. Default 32 MiB.</summary>
    public long PictureCacheBytes { get; init; } = 32L * 1024 * 1024;

    /// <summary>Limits of multipart bodies.</summary>
    public MultipartLimits Multipart { get; init; } = MultipartLimits.Default;

    /// <summary>Throws when a value is out of its range.</summary>
    public void Validate()
    {
        if (!PathPrefix.StartsWith('/') || PathPrefix.EndsWith('/'))
        {
            throw new ArgumentException("DicomWeb:PathPrefix begins with a slash and does not end with one.");
        }

        if (UriPath.Length > 0 && (!UriPath.StartsWith('/') || UriPath.EndsWith('/')))
        {
            throw new ArgumentException("DicomWeb:UriPath begins with a slash and does not end with one, or is empty.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPartsInFlight, 1, nameof(MaxPartsInFlight));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxPartsInFlight, 64, nameof(MaxPartsInFlight));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxSearchResults, 1, nameof(MaxSearchResults));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxSearchResults, 100_000, nameof(MaxSearchResults));
        ArgumentOutOfRangeException.ThrowIfLessThan(DefaultSearchResults, 1, nameof(DefaultSearchResults));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(DefaultSearchResults, MaxSearchResults, nameof(DefaultSearchResults));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConvertedBytes, 0, nameof(MaxConvertedBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(PictureCacheBytes, 0, nameof(PictureCacheBytes));
    }
}
