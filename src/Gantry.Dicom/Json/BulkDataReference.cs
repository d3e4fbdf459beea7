using Gantry.Dicom.Datasets;

namespace Gantry.Dicom.Json;

/// <summary>An attribute whose value is elsewhere: the data set that lacks it, which the reader of the URI may add it to.</summary>
/// <param name="Owner">The data set or item that the attribute belongs to.</param>
/// <param name="Tag">Its tag.</param>
/// <param name="Vr">Its VR.</param>
/// <param name="Uri">Where the value is, as given: it may be relative, and it comes from a peer.</param>
public sealed record BulkDataReference(Dataset Owner, DicomTag Tag, Vr Vr, string Uri);
