using Gantry.Dicom.Datasets;
using Gantry.Dicom.Json;

namespace Gantry.Dicom.Xml;

/// <summary>What reading gave: a data set and what it refers to, or what is wrong.</summary>
public sealed record NativeXmlReadResult(Dataset? Dataset, IReadOnlyList<BulkDataReference> BulkData, string? Error);
