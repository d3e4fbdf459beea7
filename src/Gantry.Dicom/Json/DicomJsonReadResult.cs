using Gantry.Dicom.Datasets;

namespace Gantry.Dicom.Json;

/// <summary>What reading gave. With an error there are no data sets.</summary>
public sealed record DicomJsonReadResult(IReadOnlyList<Dataset> Datasets, IReadOnlyList<BulkDataReference> BulkData, DicomJsonError? Error);
