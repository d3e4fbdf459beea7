using Gantry.Dicom.Datasets;

namespace Gantry.Dicom.Json;

/// <summary>
/// Where the value of a binary element (OB, OD, OF, OL, OV, OW, UN) can be fetched, or null to write it inline.
/// </summary>
/// <param name="path">Tags as hex and item numbers from 1, by '/': <c>7FE00010</c>, <c>00880200/1/7FE00010</c>.</param>
/// <param name="element">The element, with value or fragments.</param>
public delegate string? BulkDataUri(string path, Element element);
