@echo off
rem The same verbs as build.sh, which does the work: it needs the bash that comes with Git for Windows.
setlocal
cd /d "%~dp0"
where bash >nul 2>nul || (echo build.cmd needs bash, which comes with Git for Windows: https://gitforwindows.org & exit /b 1)
bash ./build.sh %*
