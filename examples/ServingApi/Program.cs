// An HTTP service for a fitted model, from a single file, without a trainer or a native library of its own. Serves the model that Quickstart saves.
//
//   ServingApi serve digits.zip --urls http://127.0.0.1:5080
//   ServingApi call http://127.0.0.1:5080    calls every endpoint from another process, one of them from many threads
//
// The second command prints:
// GET  /health         Healthy
// POST /encode         -1.52  0.01  0.85  -1.08  0.45  -0.66  -0.08  1.42
// POST /encode/batch   100 rows of 8; the first equals the one above: True
// POST /anomaly        86 for a digit, 1316 for every other pixel of it in reverse order
// POST /encode         400 {"type":"https://tools.ietf.org/html/rfc9110#section-15.5.1","title":"One or more validation errors occurred.", ...
// POST /encode/batch   413 for 20 million zeros
// POST /encode/batch   415 for an unknown encoding
// POST /encode/batch   415 for no JSON
// POST /encode/batch   400 for nothing
// POST /encode/batch   400 for half a row
// POST /encode/batch   400 for deep nesting
// POST /encode/batch   400 for numbers beyond single precision
// POST /encode/batch   400 for NaN
// POST /encode/batch   400 for no row
// POST /encode         400 calls, 8 at a time: 400 responses equal those of the batch
switch (args)
{
    case ["serve", string modelPath, .. string[] settings]:
        Server.Create(modelPath, settings).Run();
        return 0;
    case ["call", string url]:
        await Client.CallAsync(new Uri(url));
        return 0;
    default:
        Console.Error.WriteLine("usage: ServingApi serve model.zip [--urls http://127.0.0.1:5080] | ServingApi call URL");
        return 2;
}
